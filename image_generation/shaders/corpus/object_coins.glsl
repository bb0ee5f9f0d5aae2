// title: Coins
// description: Gold, silver and copper coins struck with heads, stars and figures, heaped on velvet or wood
// tags: object, coins, metal, relief

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

float fbm(vec2 p, int octaves, uint s) {
    float a = 0.5, v = 0.0;
    for (int i = 0; i < octaves; i++) {
        v += a * noise(p, s + uint(i));
        p = mat2(1.62, 1.19, -1.19, 1.62) * p;
        a *= 0.5;
    }
    return v / (1.0 - 2.0 * a);
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

float px;

float relief(vec2 q, uint k) {
    float l = length(q), a = atan(q.y, q.x + 1e-5), h = 0.0;
    h += 0.8 * (smoothstep(0.86, 0.9, l) - smoothstep(0.97, 1.0, l));
    if (rnd(k, 1) < 0.6) h += 0.35 * smoothstep(0.1, 0.2, 0.28 - abs(fract(a * 5.0929) - 0.5)) * (smoothstep(0.74, 0.76, l) - smoothstep(0.8, 0.82, l));
    float form = rnd(k, 2);
    if (form < 0.35) {
        float head = length((q - vec2(0.02, 0.12)) * vec2(1.1, 0.9)) - 0.32, nose = length(q - vec2(-0.3, 0.06)) - 0.09, neck = max(abs(q.x - 0.08 - 0.2 * q.y) - 0.17, abs(q.y + 0.35) - 0.28), hair = length(q - vec2(0.16, 0.22)) - 0.3;
        h += 0.9 * smoothstep(0.06, 0.08, -min(min(head, nose), neck)) ;
        h += 0.35 * smoothstep(0.0, 0.05, -hair) * (0.6 + 0.4 * sin(24.0 * (q.x + q.y * 0.6)));
    } else if (form < 0.6) {
        float n = 5.0 + floor(4.0 * rnd(k, 3)), f = abs(fract(a / 6.2832 * n) - 0.5) * 6.2832 / n;
        float star = l * cos(f) - 0.26 - 0.3 * f * n * 0.3;
        h += 0.9 * smoothstep(0.0, 0.12, -(l - 0.25 - 0.4 * (1.0 - f * n / 3.1416)));
        h += 0.1 * star;
    } else if (form < 0.8) {
        ivec2 g = ivec2(floor(q / 0.17 + vec2(2.5, 2.5)));
        if (g.x >= 0 && g.x < 5 && g.y >= 0 && g.y < 5 && hash(ivec2(abs(g.x - 2), g.y), k) < 0.6) h += 0.7;
    } else {
        float b = max(abs(q.x) - 0.34, abs(q.y + 0.05) - 0.3), roof = max(abs(q.x) * 0.5 + q.y - 0.55, 0.26 - q.y);
        float col = abs(fract(q.x * 6.0) - 0.5);
        h += 0.8 * smoothstep(0.0, 0.04, -roof) + 0.7 * smoothstep(0.0, 0.03, -b) * smoothstep(0.15, 0.25, col);
    }
    return h;
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 u = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    uint s = uint(iTime * 2.5) + 6600U;
    float zoom = 0.8 + 1.4 * rnd(s, 1), tilt = 0.5 * rnd(s, 2);
    float persp = 1.0 / (1.0 - tilt * u.y * 0.7);
    px = 2.0 * zoom * persp / iResolution.y;
    vec2 p = rot(6.28 * rnd(s, 3)) * (u * zoom * persp * vec2(1.0, 1.0 + 0.5 * tilt)) + 9.0 * rnd3(s, 4).xy;
    vec2 sun = normalize(rnd3(s, 5).xy - 0.47);
    float kind = rnd(s, 6), dense = 0.35 + 0.6 * rnd(s, 7);
    vec3 base = dye(s, s + 1U), col;
    if (kind < 0.4) col = base * 0.55 * (0.6 + 0.5 * fbm(p * 2.0, 4, s) + 0.3 * noise(p * 60.0, s));
    else if (kind < 0.7) col = mix(vec3(0.3, 0.17, 0.08), vec3(0.6, 0.38, 0.2), noise(vec2(p.x * 3.0, p.y * 26.0 + 3.0 * noise(p, s)), s)) * (0.7 + 0.3 * step(0.03, fract(p.y * 1.2)));
    else col = mix(base, vec3(0.9), 0.5 * step(0.5, fract(p.x * 2.0)) * step(0.5, fract(p.y * 2.0))) * (0.8 + 0.2 * noise(p * 40.0, s));
    float shade = 1.0, best = -1.0, r = 0.3;
    vec2 at = vec2(0.0);
    uint id = s;
    for (int layer = 0; layer < 3; layer++) {
        float size = 0.85;
        vec2 q = p / size + 0.37 * vec2(float(layer), float(layer) * 1.7), b = floor(q - 0.5);
        float layerShade = 1.0;
        bool covered = false;
        for (int i = 0; i < 4; i++) {
            vec2 c = b + vec2(i & 1, i >> 1);
            uint k = cell(ivec2(c), s + uint(layer) * 5U);
            if (rnd(k, 10) > dense) continue;
            vec2 o = (q - c - 0.5 - 0.35 * (rnd3(k, 11).xy - 0.5)) * size;
            float kindr = floor(4.0 * rnd(k, 12)), rr = 0.2 + 0.055 * kindr, h = rnd(k, 13) + 2.0 * float(layer);
            if (length(o) < rr) {
                if (h > best) { best = h; at = o; id = k; r = rr; covered = true; }
            } else layerShade *= 1.0 - 0.5 * (1.0 - smoothstep(0.0, 0.1, length(o + 0.045 * sun) - rr));
        }
        shade = covered ? 1.0 : shade * layerShade;
    }
    if (best >= 0.0) {
        vec2 q = rot(6.28 * rnd(id, 14)) * at / r, e = vec2(0.02, 0.0);
        mat2 back = rot(-6.28 * rnd(id, 14));
        float h = relief(q, id);
        vec2 slope = back * (vec2(relief(q + e, id), relief(q + e.yx, id)) - h) / 0.02;
        float metal = floor(3.0 * rnd(id, 15) * (0.5 + rnd(s, 8)));
        vec3 c = metal < 1.0 ? vec3(0.95, 0.72, 0.28) : metal < 2.0 ? vec3(0.75, 0.77, 0.8) : vec3(0.8, 0.42, 0.25);
        vec2 lean = 0.25 * (rnd3(id, 16).xy - 0.5);
        vec3 n = normalize(vec3(-slope * 0.16 + lean, 1.0));
        float lit = max(dot(n, normalize(vec3(sun, 0.8))), 0.0);
        vec3 mirror = mix(vec3(0.15), vec3(1.2), smoothstep(0.35, 0.75, noise(n.xy * 5.0 + 9.0 + rnd(id, 17) * 9.0, s)));
        col = c * (0.2 + 0.75 * lit + 0.5 * mirror * 0.5) * (0.75 + 0.35 * noise(q * 9.0 + 9.0, id)) + c * 0.8 * pow(max(dot(n, normalize(vec3(sun * 0.7, 1.0))), 0.0), 30.0);
        col = mix(col, c * 0.25, 0.5 * smoothstep(0.55, 0.75, fbm(q * 2.0 + 9.0, 3, id)) * rnd(id, 18));
        col *= 0.6 + 0.4 * (1.0 - smoothstep(0.96, 1.0, length(q)));
    }
    col *= shade;
    fragColor = vec4(film(col * (1.7 + 0.5 * dot(u, sun))), 1.0);
}
