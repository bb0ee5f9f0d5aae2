// title: Feathers
// description: Feathers with quills, split vanes, bars and eyes lie over each other on cloth, sand or boards
// tags: feathers, birds, barbs, occlusion, texture

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

mat2 rot(float a) {
    float c = cos(a), s = sin(a);
    return mat2(c, s, -s, c);
}

vec3 film(vec3 c) {
    c = 1.0 - exp(-1.3 * max(c, 0.0));
    return mix(c, c * c * (3.0 - 2.0 * c), 0.35);
}

float ramp(float a, float b, float x) {
    x = clamp((x - a) / (b - a), 0.0, 1.0);
    return x * x * (3.0 - 2.0 * x);
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 u = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    uint s = uint(iTime * 2.7);
    vec2 p = rot(6.28 * rnd(s, 1)) * u * (0.6 + 0.7 * rnd(s, 2));
    float kind = rnd(s, 3), way = 6.28 * rnd(s, 4);
    vec2 sun = vec2(cos(way), sin(way));
    vec3 ground = hsv(rnd(s, 5), 0.35 * rnd(s, 6), 0.25 + 0.6 * rnd(s, 7));
    vec3 col = ground * (0.7 + 0.5 * fbm(p * 3.0, 4, s));
    if (kind < 0.35) col *= 0.8 + 0.25 * noise(p * vec2(3.0, 60.0), s) - 0.4 * ramp(0.47, 0.5, abs(fract(p.y * 2.2) - 0.5));
    else if (kind < 0.65) col *= 0.8 + 0.15 * sin(p.x * 90.0) * sin(p.y * 90.0) + 0.3 * noise(p * 2.0, s);
    else col *= 0.65 + 0.7 * noise(p * 45.0, s);
    float shade = 1.0;
    int front = -1;
    vec4 at = vec4(0.0);
    vec2 axis = vec2(1.0, 0.0);
    for (int i = 0; i < 9; i++) {
        vec3 h = rnd3(s, 20 + i), g = rnd3(s, 40 + i);
        float a = rnd(s, 8) < 0.35 ? 0.6 * (g.x - 0.5) + 1.2 : 6.28 * g.x;
        vec2 dir = vec2(cos(a), sin(a));
        vec2 o = p - 2.3 * (h.xy - 0.5);
        float len = 0.55 + 0.6 * h.z;
        vec2 l = vec2(dot(o, dir), dot(o, vec2(-dir.y, dir.x))) / len;
        l.y += (g.y - 0.5) * (l.x * l.x - 0.3) * 0.9;
        float x = l.x * 0.5 + 0.5;
        if (x < -0.1 || x > 1.1) continue;
        float side = l.y > 0.0 ? 1.0 : 0.0;
        float w = (0.16 + 0.16 * g.z) * (1.0 - 0.45 * side * h.x);
        float shape = clamp((x - 0.2) * 5.0, 0.0, 1.0) * sqrt(max(1.0 - x * x * x, 0.0));
        float barb = x - 0.55 * abs(l.y);
        float tear = 0.0;
        float n = barb * 7.0;
        float cut = hash(ivec2(int(floor(n)), i + int(side) * 50), s);
        if (cut > 0.7) tear = ramp(0.12, 0.0, abs(fract(n) - 0.5)) * 0.9;
        float edge = w * shape * (1.0 - tear * ramp(0.3, 1.0, abs(l.y) / max(w * shape, 0.01)));
        edge += 0.02 * (noise(vec2(barb * 70.0, side), s + uint(i)) - 0.5) * shape;
        if (x > 0.1 && x < 0.32) edge = max(edge, 0.12 * noise(vec2(x * 60.0, side * 3.0), s + uint(i)) * ramp(0.32, 0.2, x));
        float quill = 0.018 * (1.05 - x);
        vec2 sl = l + 0.06 * vec2(dot(sun, dir), dot(sun, vec2(-dir.y, dir.x)));
        if (abs(l.y) < edge && x > 0.1 && x < 1.0 || abs(l.y) < quill && x > -0.1 && x < 1.0) {
            front = i;
            at = vec4(x, l.y, min(abs(l.y) / max(w * shape, 0.02), 1.0), quill);
            axis = dir;
            shade = 1.0;
        } else if (x > 0.12 && abs(sl.y) < w * shape) shade *= 0.7;
    }
    if (front >= 0) {
        vec3 h = rnd3(s, 60 + front), g = rnd3(s, 80 + front);
        float same = rnd(s, 9) < 0.6 ? rnd(s, 10) : h.x;
        vec3 a = hsv(same + 0.06 * h.y, 0.15 + 0.75 * rnd(s, 11), 0.3 + 0.65 * h.z), b = hsv(same + 0.1 + 0.5 * rnd(s, 12), 0.5 * g.x, 0.15 + 0.8 * g.y);
        float barb = at.x - 0.5 * abs(at.y);
        float bars = rnd(s, 13);
        float f = bars < 0.45 ? ramp(-0.2, 0.2, sin(barb * (20.0 + 30.0 * g.z) + 2.0 * noise(at.xy * 9.0, s))) : bars < 0.7 ? ramp(0.45, 0.75, at.x + 0.2 * at.z) : step(0.62, noise(vec2(barb * 22.0, at.z * 2.0 + sign(at.y)), s + uint(front)));
        vec3 c = mix(a, b, f);
        if (rnd(s, 14) < 0.35) {
            float e = length(vec2((at.x - 0.78) * 1.6, at.y * 2.2));
            c = mix(c, hsv(0.1, 0.7, 0.6), ramp(0.3, 0.27, e));
            c = mix(c, hsv(0.45 + 0.1 * h.x, 0.8, 0.75), ramp(0.22, 0.2, e));
            c = mix(c, hsv(0.64, 0.85, 0.3), ramp(0.12, 0.1, e));
        }
        if (at.x < 0.3) c = mix(vec3(0.9), c, ramp(0.18, 0.32, at.x));
        float fine = 0.75 + 0.35 * noise(vec2(barb * 90.0, at.z * 1.5), s + uint(front));
        float lit = 0.8 + 0.4 * sign(at.y) * dot(sun, vec2(-axis.y, axis.x)) * (1.0 - 0.8 * at.z);
        c *= fine * lit * (1.0 - 0.25 * at.z);
        if (abs(at.y) < at.w) c = hsv(0.1, 0.2, 0.9) * (0.6 + 25.0 * at.y * dot(sun, vec2(-axis.y, axis.x)) + 0.2);
        col = c * (0.75 + 0.3 * float(front) / 8.0);
    }
    fragColor = vec4(film(col * shade * 1.6), 1.0);
}
