// title: Coiled Snakes
// description: Patterned snakes that coil over and under themselves and each other on leaves, sand or roots
// tags: snake, scales, coils, animals, occlusion

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

float hash(ivec2 c, uint s) {
    uint k = uint(c.x) * 0x9C8F2D35U + uint(c.y) * 0x63D835B3U + s * 0x51ED2705U;
    return float(int((k ^ (k >> 15)) * 0x6D2F8A35U >> 8)) / 16777216.0;
}

uint cell(ivec2 c, uint s) {
    return scramble(uint(c.x) * 0x9C8F2D35U + uint(c.y) * 0x63D835B3U + s * 0x51ED2705U);
}

vec3 unpack(uint k) {
    return vec3(ivec3(k >> 22, (k >> 12) & 1023U, (k >> 2) & 1023U)) / 1023.0;
}

vec3 noised(vec2 p, uint s) {
    vec2 f = floor(p);
    uvec2 c = uvec2(ivec2(f)) * uvec2(0x9C8F2D35U, 0x63D835B3U);
    uvec4 k = c.x + c.y + s * 0x51ED2705U + uvec4(0U, 0x9C8F2D35U, 0x63D835B3U, 0x006762E8U);
    vec4 h = vec4(ivec4((k ^ (k >> 15)) * 0x6D2F8A35U >> 8)) * 5.9604645e-8;
    f = p - f;
    vec2 u = f * f * (3.0 - 2.0 * f);
    vec2 du = 6.0 * f * (1.0 - f);
    float b = h.y - h.x, d = h.z - h.x, e = h.w - h.z - b;
    return vec3(h.x + b * u.x + d * u.y + e * u.x * u.y, du * vec2(b + e * u.y, d + e * u.x));
}

vec3 fbmd(vec2 p, int octaves, uint s) {
    mat2 turn = mat2(1.62, 1.19, -1.19, 1.62), m = mat2(1.0);
    float a = 0.5;
    vec3 v = vec3(0.0);
    for (int i = 0; i < octaves; i++) {
        vec3 n = noised(p, s + uint(i));
        v += a * vec3(n.x, n.yz * m);
        p = turn * p;
        m = turn * m;
        a *= 0.5;
    }
    return v;
}

vec3 hsv(float h, float s, float v) {
    return v * mix(vec3(1.0), clamp(abs(mod(h * 6.0 + vec3(0.0, 4.0, 2.0), 6.0) - 3.0) - 1.0, 0.0, 1.0), s);
}

mat2 rot(float a) {
    float c = cos(a), s = sin(a);
    return mat2(c, s, -s, c);
}

vec3 film(vec3 c) {
    c = 1.0 - exp(-1.3 * max(c, 0.0));
    return mix(c, c * c * (3.0 - 2.0 * c), 0.35);
}

float angle(vec2 v) {
    return atan(v.y, v.x + (abs(v.x) + abs(v.y) < 1e-6 ? 1e-6 : 0.0));
}

float ramp(float a, float b, float x) {
    x = clamp((x - a) / (b - a), 0.0, 1.0);
    return x * x * (3.0 - 2.0 * x);
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 u = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    uint s = uint(iTime * 2.7);
    vec2 p = rot(6.28 * rnd(s, 1)) * u * (0.75 + 0.6 * rnd(s, 2));
    float way = 6.28 * rnd(s, 3), kind = rnd(s, 4);
    vec2 sun = vec2(cos(way), sin(way));
    vec3 g = fbmd(p * 3.5 + 5.0 * rnd(s, 5), 5, s);
    vec3 ground = kind < 0.4 ? hsv(0.09, 0.4, 0.75) : kind < 0.7 ? hsv(0.05 + 0.06 * rnd(s, 6), 0.5, 0.35) : hsv(0.25 + 0.12 * rnd(s, 6), 0.5, 0.3);
    vec3 col = ground * (0.65 + 0.7 * g.x - 0.25 * dot(g.yz, sun));
    if (kind > 0.4) {
        for (int i = 0; i < 2; i++) {
            vec2 q = rot(1.0 + float(i)) * p * 2.2 + 3.0 * float(i);
            vec3 h = unpack(cell(ivec2(floor(q)), s + uint(i)));
            vec2 o = rot(6.28 * h.x) * (fract(q) - 0.5) * 2.2;
            float e = 0.42 * (1.0 - o.x * o.x) - abs(o.y);
            if (abs(o.x) < 1.0 && e > 0.0) col = hsv(kind < 0.7 ? 0.03 + 0.1 * h.y : 0.22 + 0.15 * h.y, 0.6, 0.3 + 0.4 * h.z) * (0.8 + 0.3 * sign(o.y) * sun.y) + 0.1 * ramp(0.05, 0.0, abs(o.y));
            else if (e > -0.2 && abs(o.x) < 1.1) col *= 0.75;
        }
    } else col *= 0.9 + 0.15 * sin((p.y + 0.2 * g.x) * 40.0);
    float high = -1.0, shade = 1.0;
    vec4 at = vec4(0.0);
    vec2 cross_ = vec2(1.0, 0.0);
    int who = 0;
    float count = 1.0 + floor(2.5 * rnd(s, 7));
    for (int j = 0; j < 3; j++) {
        if (float(j) >= count) break;
        vec3 c = rnd3(s, 20 + j), d = rnd3(s, 30 + j);
        vec2 o = rot(6.28 * c.x + 0.5 * sin(iTime)) * (p - (count < 1.5 ? 0.5 : 1.5) * (rnd3(s, 40 + j).xy - 0.5));
        float wide = 0.1 + 0.06 * d.x, pitch = 1.5 * wide * (0.85 + 0.5 * d.y), turns = 2.0 + 1.6 * d.z;
        o *= vec2(1.0, 1.0 + 0.4 * c.y);
        o += 0.1 * sin(o.yx * 4.0 + 6.28 * c.z);
        float r = length(o), a = angle(o) / 6.28318;
        for (int n = 0; n < 6; n++) {
            float t = float(n) + a;
            if (t < 0.15 || t > turns) continue;
            float R = pitch * t * 0.95 + 0.12;
            float taper = ramp(0.1, 0.9, t);
            float w = wide * (0.25 + 0.75 * taper);
            float x = (r - R) / w;
            float z = float(j) * 2.0 + 3.0 - t * 0.3 + 0.9 * sin(9.0 * a * 6.28 * 0.25 + 4.0 * t + 6.0 * c.x);
            if (abs(x) < 1.0 && z > high) {
                high = z;
                who = j;
                at = vec4(x, t * t * pitch * 2.9 + t, t / turns, w);
                cross_ = normalize(o + 0.0001);
                shade = 1.0;
            } else if (abs(x) < 1.45 && z > high - 0.6) shade *= 0.55 + 0.45 * ramp(1.0, 1.45, abs(x));
        }
    }
    if (high > -0.5) {
        uint k = cell(ivec2(who, 9), s);
        float x = at.x, along = at.y / (at.w * 4.5);
        vec3 a = hsv(rnd(k, 1), 0.3 + 0.6 * rnd(k, 2), 0.45 + 0.5 * rnd(k, 3)), b = hsv(rnd(k, 1) + 0.1 + 0.5 * rnd(k, 4), 0.6 * rnd(k, 5), rnd(k, 6) < 0.6 ? 0.08 : 0.9), c = hsv(rnd(k, 7), 0.7, 0.8);
        float f = abs(fract(along) - 0.5) * 2.0, type = rnd(k, 8);
        float m = type < 0.3 ? ramp(-0.08, 0.08, 0.75 - f - abs(x) * 0.8) : type < 0.55 ? ramp(0.25, 0.35, f) : type < 0.75 ? ramp(0.4, 0.3, length(vec2(f, x * 1.2))) : ramp(0.2, 0.26, abs(abs(x) - 0.35 - 0.2 * sin(along * 12.0)));
        vec3 mat = mix(a, b, m);
        if (type < 0.3) mat = mix(mat, c, ramp(0.1, 0.0, abs(0.75 - f - abs(x) * 0.8) - 0.06));
        else if (type < 0.55) mat = mix(mat, c, ramp(0.1, 0.04, abs(f - 0.3)));
        else if (type < 0.75) mat = mix(mat, c, ramp(0.18, 0.12, length(vec2(f, x * 1.2))));
        vec2 q = vec2(asin(clamp(x, -0.999, 0.999)) * 4.5, along * 12.0);
        q = vec2(q.x + q.y, q.x - q.y) * 0.7;
        vec2 e = abs(fract(q) - 0.5);
        mat *= 0.72 + 0.35 * ramp(0.5, 0.25, max(e.x, e.y)) * (0.8 + 0.3 * hash(ivec2(floor(q)), k));
        vec3 n = normalize(vec3(cross_ * x, sqrt(max(1.02 - x * x, 0.02))));
        vec3 light = normalize(vec3(sun, 0.75));
        col = mat * (0.25 + 1.1 * max(dot(n, light), 0.0)) + 0.4 * pow(max(dot(n, normalize(light + vec3(0.0, 0.0, 1.0))), 0.0), 25.0);
    }
    col *= shade;
    fragColor = vec4(film(col * 1.5), 1.0);
}
