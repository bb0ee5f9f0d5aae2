// title: Ball Pit
// description: Coloured toy balls heaped in layers, striped and plain, with gleams and dark gaps
// tags: object, balls, toys, heap

uint scramble(uint x) {
    x = (x ^ (x >> 15)) * 0x6D2F8A35U;
    x = (x ^ (x >> 13)) * 0xA3C59E1BU;
    return x ^ (x >> 16);
}

float rnd(uint s, int n) {
    uint k = s * 0x9C8F2D35U + uint(n) * 0x63D83595U + 0x7F4A7C15U;
    return float(int((k ^ (k >> 15)) * 0x6D2F8A35U >> 8)) / 16777216.0;
}

vec3 rnd3(uint s, int n) {
    uint k = s * 0x9C8F2D35U + uint(n) * 0x63D83595U + 0x2545F491U;
    k = (k ^ (k >> 15)) * 0x6D2F8A35U;
    k = (k ^ (k >> 13)) * 0xA3C59E1BU;
    return vec3(ivec3(k >> 22, (k >> 12) & 1023U, (k >> 2) & 1023U)) / 1023.0;
}

uint cell(ivec2 c, uint s) {
    return scramble(uint(c.x) * 0x9C8F2D35U + uint(c.y) * 0x63D835B3U + s * 0x51ED2705U);
}

float noise(vec2 p, uint s) {
    vec2 f = floor(p);
    uvec2 c = uvec2(ivec2(f)) * uvec2(0x9C8F2D35U, 0x63D835B3U);
    uvec4 k = c.x + c.y + s * 0x51ED2705U + uvec4(0U, 0x9C8F2D35U, 0x63D835B3U, 0x006762E8U);
    vec4 h = vec4(ivec4((k ^ (k >> 15)) * 0x6D2F8A35U >> 8));
    f = p - f;
    f = f * f * (3.0 - 2.0 * f);
    vec2 m = mix(h.xz, h.yw, f.x);
    return mix(m.x, m.y, f.y) * 5.9604645e-8;
}

vec3 hsv(float h, float s, float v) {
    return v * mix(vec3(1.0), clamp(abs(mod(h * 6.0 + vec3(0.0, 4.0, 2.0), 6.0) - 3.0) - 1.0, 0.0, 1.0), s);
}

vec3 dye(uint s, uint k) {
    float h = rnd(s, 901) + (rnd(s, 902) < 0.4 ? 0.16 : 0.7) * (rnd(k, 903) - 0.5) + (rnd(k, 904) < 0.2 ? 0.5 : 0.0);
    float v = rnd(k, 905);
    return hsv(h, (0.25 + 0.7 * rnd(k, 906)) * (0.5 + 0.5 * rnd(s, 907)) * (1.1 - 0.5 * v), 0.25 + 0.7 * v);
}

mat2 rot(float a) {
    float c = cos(a), s = sin(a);
    return mat2(c, s, -s, c);
}

vec3 film(vec3 c) {
    c = 1.0 - exp(-1.3 * max(c, 0.0));
    return mix(c, c * c * (3.0 - 2.0 * c), 0.35);
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 u = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    uint s = uint(iTime * 2.8) + 3800U;
    float tilt = 0.5 * rnd(s, 1), zoom = 1.3 + 2.6 * rnd(s, 2);
    float persp = 1.0 / (1.0 - tilt * u.y * 0.8);
    mat2 turn = rot(6.28 * rnd(s, 3));
    vec2 p = turn * (u * zoom * persp * vec2(1.0, 1.0 + 0.3 * tilt)) + 9.0 * rnd3(s, 4).xy + 0.2 * iTime;
    vec2 sun = normalize(rnd3(s, 5).xy - 0.48);
    float best = -9.0, spread = 0.1 + 0.35 * rnd(s, 6), shade = 1.0;
    vec3 normal = vec3(0.0, 0.0, 1.0);
    uint id = s;
    float swell = 1.2 * rnd(s, 7);
    for (int layer = 0; layer < 2; layer++) {
        vec2 q = p * 1.05 + 0.5 * float(layer), b = floor(q - 0.5);
        for (int i = 0; i < 4; i++) {
            vec2 c = b + vec2(i & 1, i >> 1);
            uint k = cell(ivec2(c), s + uint(layer));
            if (rnd(k, 1) > 0.93 - 0.35 * float(layer)) continue;
            float r = 0.57 - 0.2 * rnd(k, 2) * spread;
            vec2 o = q - (c + 0.5 + 0.3 * (rnd3(k, 3).xy - 0.5));
            float z = r * r - dot(o, o), lift = 0.55 * float(layer) + 0.5 * rnd(k, 4) + swell * noise((c + 0.5) * 0.35, s + 4U);
            if (z > 0.0) {
                z = sqrt(z);
                if (z + lift > best) {
                    best = z + lift;
                    normal = vec3(o, z) / r;
                    id = k;
                }
            }
        }
    }
    vec3 col = vec3(0.02);
    if (best > -8.0) {
        float below = 0.0;
        for (int layer = 0; layer < 2; layer++) {
            vec2 q = p * 1.05 + 0.5 * float(layer) + 0.32 * sun, b = floor(q - 0.5);
            for (int i = 0; i < 4; i++) {
                vec2 c = b + vec2(i & 1, i >> 1);
                uint k = cell(ivec2(c), s + uint(layer));
                float lift = 0.55 * float(layer) + 0.5 * rnd(k, 4) + swell * noise((c + 0.5) * 0.35, s + 4U);
                vec2 o = q - (c + 0.5 + 0.3 * (rnd3(k, 3).xy - 0.5));
                if (rnd(k, 1) <= 0.93 - 0.35 * float(layer) && k != id && lift + 0.3 > best) below = max(below, 1.0 - smoothstep(0.35, 0.62, length(o)));
            }
        }
        shade = 1.0 - 0.6 * below;
        vec3 a = rnd(s, 8) < 0.5 ? hsv(floor(7.0 * rnd(id, 5)) / 7.0 + rnd(s, 9), 0.75, 0.9) : dye(s, id) * 1.1, b = rnd(id, 6) < 0.5 ? vec3(0.95) : dye(s, id + 3U);
        vec3 m = normal;
        m.xy = rot(6.28 * rnd(id, 7)) * m.xy;
        m.yz = rot(6.28 * rnd(id, 8)) * m.yz;
        float kind = rnd(id, 9), plain = rnd(s, 10);
        if (kind < 0.2 && plain < 0.75) a = mix(a, b, step(abs(m.y), 0.3));
        else if (kind < 0.4 && plain < 0.75) a = mix(a, b, step(0.0, sin(3.0 * atan(m.z, m.x + 1e-4))) * step(abs(m.y), 0.93));
        else if (kind < 0.5 && plain < 0.75) a = mix(a, b, step(0.0, sin(9.0 * m.x) * sin(9.0 * m.y) * sin(9.0 * m.z + 1.0)));
        vec3 light = normalize(vec3(sun, 0.9));
        float lit = max(dot(normal, light), 0.0);
        vec3 h = normalize(light + vec3(0.0, 0.0, 1.0));
        col = a * (0.2 + 0.25 * normal.z + 0.95 * lit * shade) * (0.45 + 0.55 * smoothstep(-0.1, 0.9, normal.z + 0.4));
        col += 0.7 * shade * pow(max(dot(normal, h), 0.0), 60.0) + 0.12 * a.yzx * (1.0 - normal.z);
        col *= 0.55 + 0.45 * smoothstep(0.3, 1.4, best);
    }
    fragColor = vec4(film(col * (1.4 + 0.5 * rnd(s, 11))), 1.0);
}
